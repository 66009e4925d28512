# What is installed beside the command, and the Debian package: `cpack` in the build folder writes it.
#
# The completions and the manual page come from the command's own option table.
set(made ${PROJECT_BINARY_DIR}/share)
set(doc ${CMAKE_INSTALL_DATADIR}/doc/chaperone)
add_custom_command(
  OUTPUT ${made}/chaperone ${made}/_chaperone ${made}/chaperone.fish ${made}/chaperone.1
  COMMAND ${CMAKE_COMMAND} -E make_directory ${made}
  COMMAND chaperone completion bash > ${made}/chaperone
  COMMAND chaperone completion zsh > ${made}/_chaperone
  COMMAND chaperone completion fish > ${made}/chaperone.fish
  COMMAND chaperone manual > ${made}/chaperone.1
  DEPENDS chaperone
  COMMENT "Writing completions and the manual page"
  VERBATIM)
add_custom_target(chaperone_share ALL DEPENDS ${made}/chaperone ${made}/_chaperone ${made}/chaperone.fish ${made}/chaperone.1)

install(FILES ${made}/chaperone DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${made}/_chaperone DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${made}/chaperone.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${made}/chaperone.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES README.md CHANGELOG.md DESTINATION ${doc})
install(FILES LICENSE DESTINATION ${doc} RENAME copyright)
install(DIRECTORY docs DESTINATION ${doc} FILES_MATCHING PATTERN "*.md")
install(DIRECTORY specs/messenger_kids DESTINATION ${doc}/examples FILES_MATCHING PATTERN "*.chap")
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/chaperone/schemas
  FILES_MATCHING PATTERN "*.schema.json" PATTERN "decisions" EXCLUDE)
# Where Debian's editors look by themselves; the extension for VS Code is packed from its source.
install(DIRECTORY editors/vim/ftdetect editors/vim/ftplugin editors/vim/syntax
  DESTINATION ${CMAKE_INSTALL_DATADIR}/vim/vimfiles)
install(DIRECTORY editors/vim/ DESTINATION ${CMAKE_INSTALL_DATADIR}/nvim/site)
install(DIRECTORY editors/vscode DESTINATION ${CMAKE_INSTALL_DATADIR}/chaperone/editors
  PATTERN "node_modules" EXCLUDE PATTERN "*.vsix" EXCLUDE)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME chaperone)
set(CPACK_PACKAGE_VENDOR "The Chaperone developers")
set(CPACK_PACKAGE_CONTACT "The Chaperone developers <developers@chaperone.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libpq5) # loaded when an audit reads from PostgreSQL
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
include(CPack)
