#!/usr/bin/env bash
# Makes the Debian package, unpacks it into an empty folder, and uses what is there.
#
#   run.sh BUILD-FOLDER SOURCE-FOLDER
set -euo pipefail
build=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "package: $1" >&2
  exit 1
}

(cd "$build" && cpack -B "$work" >"$work/log" 2>&1) || fail "cpack failed: $(cat "$work/log")"
package=$(echo "$work"/*.deb)
[[ $(dpkg-deb --field "$package" Depends) == *libz3* ]] || fail "it does not depend on Z3's library"
dpkg-deb -x "$package" "$work/root"
root=$work/root/usr

"$root/bin/chaperone" --version | grep -q '^chaperone [0-9]' || fail "no version"
code=0
told=$("$root/bin/chaperone" check "$root/share/doc/chaperone/examples/messenger_kids/launch.chap" --quiet) || code=$?
((code == 1)) || fail "exit code $code for the flaw of the messenger"
[[ $told == *"child_meets_stranger: violated in 3 steps"* ]] || fail "the flaw was not found: $told"
for file in README.md CHANGELOG.md copyright docs/tutorial.md; do
  [[ -s $root/share/doc/chaperone/$file ]] || fail "no $file"
done
for schema in "$source"/docs/*.schema.json; do
  cmp -s "$schema" "$root/share/chaperone/schemas/$(basename "$schema")" || fail "no schema $schema"
done

# The manual page names every command and option that --help does.
page=$root/share/man/man1/chaperone.1
[[ -s $page ]] || fail "no manual page"
if command -v groff >/dev/null; then
  warnings=$(groff -man -Tutf8 -ww -Kutf8 "$page" 2>&1 >/dev/null)
  [[ -z $warnings ]] || fail "groff says: $warnings"
fi
commands=$("$root/bin/chaperone" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[[ $commands == *check*conform* ]] || fail "no commands in the help"
plain=$(sed 's/\\-/-/g' "$page")
for command in $commands; do
  grep -q "^.SS $command\$" "$page" || fail "the manual page lacks $command"
  for option in $("$root/bin/chaperone" help "$command" | sed -n 's/^  \(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p'); do
    [[ $option == --help ]] || grep -q -- "$option" <<<"$plain" || fail "the manual page lacks $option"
  done
done

# The editors know a rule file without being told where to look.
for file in nvim/site/lua/chaperone.lua vim/vimfiles/syntax/chaperone.vim chaperone/editors/vscode/package.json; do
  [[ -s $root/share/$file ]] || fail "no $file"
done
[[ ! -e $root/share/chaperone/editors/vscode/node_modules ]] || fail "packages of npm are in it"
if command -v nvim >/dev/null; then
  echo "system door" >"$work/door.chap"
  type=$(XDG_DATA_DIRS=$root/share XDG_CONFIG_HOME=$work nvim --headless "$work/door.chap" \
    -c 'lua require("chaperone").setup()' -c 'lua io.stdout:write(vim.bo.filetype)' -c 'qa!' 2>&1)
  [[ $type == chaperone ]] || fail "nvim: the file type is \`$type\`"
fi

# Completion in bash: commands, options, the words that an option takes, and rule files.
complete_words() { # the words of a command line, the last of which is completed
  bash -c '
    shopt -s extglob
    source "$1"; shift
    cd "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _chaperone; printf "%s\n" "${COMPREPLY[@]}"' bash "$root/share/bash-completion/completions/chaperone" "$work" "$@"
}
touch "$work/rules.chap" "$work/other.txt"
complete_words chaperone ch | grep -qx check || fail "bash: no command is completed"
complete_words chaperone check --dep | grep -qx -- --depth || fail "bash: no option is completed"
complete_words chaperone check --engine b | grep -qx bounded || fail "bash: no engine is completed"
complete_words chaperone generate --cover mem | grep -qx memory || fail "bash: no goal is completed"
complete_words chaperone help con | grep -qx conform || fail "bash: help completes no command"
[[ $(complete_words chaperone check r) == *rules.chap* ]] || fail "bash: no rule file is completed"
[[ $(complete_words chaperone check o) != *other.txt* ]] || fail "bash: what is no rule file is completed"
if command -v zsh >/dev/null; then zsh -n "$root/share/zsh/vendor-completions/_chaperone" || fail "zsh: syntax"; fi
if command -v fish >/dev/null; then fish -n "$root/share/fish/vendor_completions.d/chaperone.fish" || fail "fish: syntax"; fi
