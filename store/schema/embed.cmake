# Writes the migrations into a C file: cmake -DOUT=migrations.c -DFILES=a.sql;b.sql -P embed.cmake
# As bytes, since a string literal may be too long for a compiler.

set(texts "")
set(rows "")
set(number 0)
foreach(file ${FILES})
  math(EXPR number "${number} + 1")
  get_filename_component(name ${file} NAME)
  string(REGEX MATCH "^0*([0-9]+)_" found ${name})
  if(NOT CMAKE_MATCH_1 EQUAL number)
    message(FATAL_ERROR "${name}: the migration after the ${number}th must have the next number")
  endif()
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n    " bytes "${bytes}")
  string(APPEND texts "static const char sql_${number}[] = {\n    ${bytes}0};\n")
  string(APPEND rows "    {\"${name}\", sql_${number}},\n")
endforeach()

file(WRITE ${OUT} "#include \"store/migrate.h\"\n\n${texts}\nconst struct hs_migration hs_migrations[] = {\n${rows}};\n\nconst size_t hs_n_migrations = sizeof hs_migrations / sizeof hs_migrations[0];\n")
