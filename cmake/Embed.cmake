# Writes a C++ file that holds generators/page/page.css and page.js as texts.
#   cmake -D folder=generators/page -D output=assets.cpp -P Embed.cmake
file(READ ${folder}/page.css style_sheet)
file(READ ${folder}/page.js script)
foreach(text IN LISTS style_sheet script)
  if(text MATCHES "</|\\)page\"")
    message(FATAL_ERROR "page.css and page.js stand in an HTML page and in a raw string: neither may end it")
  endif()
endforeach()
file(WRITE ${output} "// Made by cmake/Embed.cmake.
#include \"generators/page/assets.hpp\"

namespace chaperone::page {

const std::string_view style_sheet = R\"page(${style_sheet})page\";
const std::string_view script = R\"page(${script})page\";

} // namespace chaperone::page
")
