// The looks and the script of every page: page.css and page.js, which cmake/Embed.cmake puts into the program.
#pragma once

#include <string_view>

namespace chaperone::page {

extern const std::string_view style_sheet, script;

} // namespace chaperone::page
