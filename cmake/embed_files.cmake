# Writes one C++ source that holds the files as byte arrays: any size, any bytes.
string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(rows "")
set(index 0)
foreach(file ${files})
  file(READ ${ROOT}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "const unsigned char file_${index}[] = {${bytes}0};\n")
  string(APPEND rows
         "    {\"${file}\", {reinterpret_cast<const char*>(file_${index}), sizeof file_${index} - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT}.new "// Generated from the files named below.
#include <string_view>
#include <utility>
namespace muster::${NAME}_files {
namespace {
${arrays}
const std::pair<std::string_view, std::string_view> files[] = {
${rows}};
}
// The file of that path below the source tree; empty when there is none.
std::string_view find(std::string_view path) {
    for (const auto& [name, text] : files)
        if (name == path) return text;
    return {};
}
}
")
file(RENAME ${OUTPUT}.new ${OUTPUT})
