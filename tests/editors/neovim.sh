#!/usr/bin/env bash
# Neovim, without a screen and without the user's own settings.
#
#   tests/editors/neovim.sh CHAPERONE SOURCE_FOLDER WORK_FOLDER
set -euo pipefail
export CHAPERONE=$1 SOURCE=$2 WORK=$3
rm -rf "$WORK" && mkdir -p "$WORK"
export XDG_STATE_HOME=$WORK/state XDG_DATA_HOME=$WORK/data XDG_CONFIG_HOME=$WORK/config XDG_CACHE_HOME=$WORK/cache
exec timeout 120 nvim --headless -n -i NONE -u NONE --cmd "set runtimepath^=$SOURCE/editors/vim" \
  --cmd "filetype plugin on" --cmd "syntax on" -c "luafile $SOURCE/tests/editors/neovim_test.lua"
