rfc: 5804 §2.5, §2.6, §2.7, §2.8, §2.9, §2.10, §2.11, §2.12          a script's life
state: authenticated

1C: LISTSCRIPTS
1S: OK
1C: HAVESPACE "main" 1999
1S: OK
1C: HAVESPACE "main" 2001
1S: NO (QUOTA/MAXSIZE)
1C: PUTSCRIPT "main" "keep;"
1S: OK "The filter is kept"
1C: PUTSCRIPT "Träger" {20+}
1R: # two lines<CR><LF>stop;<CR><LF><CR><LF>
1S: OK
1C: LISTSCRIPTS
1S: "Träger"
1S: "main"
1S: OK
1C: SETACTIVE "main"
1S: OK
1C: LISTSCRIPTS
1S: "Träger"
1S: "main" ACTIVE
1S: OK
1C: GETSCRIPT {7+}
1R: Träger<CR><LF>
1S: {20}
1S: # two lines
1S: stop;
1S:
1S: OK "Done"
1C: DELETESCRIPT "main"
1S: NO (ACTIVE)
1C: RENAMESCRIPT "main" "Träger"
1S: NO (ALREADYEXISTS)
1C: RENAMESCRIPT "main" "new"
1S: OK
1C: LISTSCRIPTS
1S: "Träger"
1S: "new" ACTIVE
1S: OK
1C: SETACTIVE ""
1S: OK
1C: DELETESCRIPT "new"
1S: OK
1C: GETSCRIPT "new"
1S: NO (NONEXISTENT) "There is no filter 'new'."
1C: SETACTIVE "new"
1S: NO (NONEXISTENT)
1C: RENAMESCRIPT "new" "x"
1S: NO (NONEXISTENT)
1C: PUTSCRIPT "a/b" "keep;"
1S: NO "A filter's name has 1 to 128 characters...
1C: PUTSCRIPT "2" "keep;"
1S: OK
1C: PUTSCRIPT "3" "keep;"
1S: OK
1C: HAVESPACE "4" 1
1S: NO (QUOTA/MAXSCRIPTS)
1C: PUTSCRIPT "4" "keep;"
1S: NO (QUOTA/MAXSCRIPTS)
1C: HAVESPACE "3" 1
1S: OK
