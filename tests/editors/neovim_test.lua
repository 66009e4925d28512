-- Neovim with editors/vim: the file type, the colours, and the server's answers.
-- The environment says where CHAPERONE, SOURCE and a folder to WORK in are.
local chaperone, source, work = os.getenv("CHAPERONE"), os.getenv("SOURCE"), os.getenv("WORK")

local function check(is_so, words)
  if not is_so then
    io.stderr:write("FAILED: " .. words .. "\n")
    vim.cmd("cquit 1")
  end
end

local function wait_for(what, is_so)
  check(vim.wait(30000, is_so, 50), "no " .. what)
end

require("chaperone").setup({ cmd = { chaperone, "lsp" } })

-- A mistake is told, and goes.
local file = work .. "/door.chap"
vim.fn.writefile({
  "system door",
  "sort Person",
  "relation inside(Person)",
  "init empty inside",
  'rule enter(p: Person) "{p} enters" { add inzide(p) }',
  "never anybody = some p: Person | inside(p)",
}, file)
vim.cmd("edit " .. file)
check(vim.bo.filetype == "chaperone", "the file type is " .. vim.bo.filetype)
wait_for("diagnostics", function()
  return #vim.diagnostic.get(0) == 1
end)
check(vim.diagnostic.get(0)[1].message:find("did you mean `inside`", 1, true) ~= nil, vim.diagnostic.get(0)[1].message)
vim.api.nvim_buf_set_text(0, 4, 41, 4, 47, { "inside" })
wait_for("end of the mistake", function()
  return #vim.diagnostic.get(0) == 0
end)

-- Hover, definition, and a story.
local function ask(method, params)
  local replies = vim.lsp.buf_request_sync(0, method, params, 10000)
  local _, reply = next(replies or {})
  check(reply and not reply.err, method .. ": " .. vim.inspect(reply))
  return reply.result
end
vim.api.nvim_win_set_cursor(0, { 6, 35 })
local params = vim.lsp.util.make_position_params()
check(ask("textDocument/hover", params).contents.value:find("relation inside(Person)", 1, true) ~= nil, "hover")
check(ask("textDocument/definition", params).range.start.line == 2, "definition")
local title = "violated in 1 step: show"
local lens
wait_for("verdict", function()
  lens = ask("textDocument/codeLens", { textDocument = vim.lsp.util.make_text_document_params() })[1]
  return lens and lens.command.title == title
end)
vim.lsp.commands["chaperone.story"](lens.command, { client_id = next(vim.lsp.buf_get_clients(0)) })
wait_for("story", function()
  return vim.bo.filetype == "markdown" and vim.fn.getline(1):find("violated in 1 step", 1, true) ~= nil
end)
vim.cmd("bwipeout")

-- Colours: what the server paints as a keyword or a text is one here.
local groups = {
  keyword = { chapDeclaration = 1, chapStatement = 1, chapQuantifier = 1, chapOperator = 1, chapBoolean = 1, chapSetOf = 1 },
  string = { chapText = 1, chapPlaceholder = 1 },
  number = { chapNumber = 1 },
}
local count = 0
for _, name in ipairs(vim.fn.glob(source .. "/specs/*/*.chap", false, true)) do
  if not name:find("/broken/", 1, true) then
    vim.cmd("edit " .. vim.fn.fnameescape(name))
    local client
    wait_for("client", function()
      client = select(2, next(vim.lsp.buf_get_clients(0)))
      return client ~= nil
    end)
    local types = client.server_capabilities.semanticTokensProvider.legend.tokenTypes
    local document = { textDocument = vim.lsp.util.make_text_document_params() }
    local data = ask("textDocument/semanticTokens/full", document).data
    local line, column = 0, 0
    for i = 1, #data, 5 do
      column = data[i] == 0 and column + data[i + 1] or data[i + 1]
      line = line + data[i]
      local wanted = groups[types[data[i + 3] + 1]]
      if wanted then
        local text = vim.fn.getline(line + 1)
        local byte = vim.str_byteindex(text, column, true)
        local group = vim.fn.synIDattr(vim.fn.synID(line + 1, byte + 1, 1), "name")
        check(wanted[group], string.format("%s:%d:%d is %s", name, line + 1, column + 1, group))
        count = count + 1
      end
    end
    vim.cmd("bwipeout")
  end
end
check(count > 1000, "only " .. count .. " words")
vim.cmd("qall!")
