autocmd BufNewFile,BufRead *.chap setfiletype chaperone
