-- Starts `chaperone lsp` for rule files in Neovim 0.7 or later:
--   require("chaperone").setup()                                  -- or setup({ cmd = { "/path/to/chaperone", "lsp" } })
local M = {}

local clients = {} -- by folder

local function root_of(file)
  local git = vim.fn.finddir(".git", vim.fn.fnamemodify(file, ":p:h") .. ";")
  return git ~= "" and vim.fn.fnamemodify(git, ":p:h:h") or vim.fn.fnamemodify(file, ":p:h")
end

--- The story of a verdict, beside the rules: `:lua vim.lsp.codelens.run()` on its line.
local function show_story(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  client.request("workspace/executeCommand", { command = command.command, arguments = command.arguments }, function(err, text)
    if err then
      return vim.notify(err.message, vim.log.levels.WARN)
    end
    vim.cmd("vnew")
    vim.bo.buftype, vim.bo.bufhidden = "nofile", "wipe"
    vim.api.nvim_buf_set_lines(0, 0, -1, true, vim.split(text, "\n"))
    vim.bo.modifiable, vim.bo.filetype = false, "markdown"
  end)
end

local function start(options, buffer)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  if not clients[root] then
    clients[root] = vim.lsp.start_client({
      name = "chaperone",
      cmd = options.cmd,
      root_dir = root,
      on_attach = options.on_attach,
      on_exit = function()
        clients[root] = nil
      end,
      handlers = {
        ["workspace/codeLens/refresh"] = function()
          vim.schedule(vim.lsp.codelens.refresh)
          return vim.NIL
        end,
      },
      capabilities = vim.tbl_deep_extend("force", vim.lsp.protocol.make_client_capabilities(), {
        workspace = { codeLens = { refreshSupport = true } },
      }),
    })
  end
  vim.lsp.buf_attach_client(buffer, clients[root])
end

function M.setup(options)
  options = vim.tbl_extend("keep", options or {}, { cmd = { "chaperone", "lsp" } })
  vim.lsp.commands["chaperone.story"] = show_story
  local group = vim.api.nvim_create_augroup("chaperone", {})
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "chaperone",
    callback = function(event)
      start(options, event.buf)
    end,
  })
end

return M
