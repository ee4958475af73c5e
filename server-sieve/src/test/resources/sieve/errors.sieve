rfc: 5804 §2.6, §2.12          what is wrong with a script is said with its lines
dovecot: other words, other limits
state: authenticated

1C: CHECKSCRIPT "keep;"
1S: OK "The filter is valid"
1C: CHECKSCRIPT "keep"
1S: NO "line 1, column ...
1C: PUTSCRIPT "main" {35+}
1R: keep;<CR><LF>fileinto "x";<CR><LF>frobnicate;<CR><LF><CR><LF>
1S: NO {$octets
1S: line 2, column ...
1S: line 3, column ...
1C: LISTSCRIPTS
1S: OK
1C: PUTSCRIPT "main"
1S: NO "The arguments cannot be understood"
1C: PUTSCRIPT "main" "keep;" "more"
1S: NO "The arguments cannot be understood"
1C: HAVESPACE "main" "1"
1S: NO "The arguments cannot be understood"
1C: SETACTIVE "main
1S: NO "The arguments cannot be understood"
1C: SETACTIVE main
1S: NO "The arguments cannot be understood"
1C: FETCH 1
1S: NO "Unknown command"
1C: CHECKSCRIPT {3+}
1R: # <xff><CR><LF>
1S: NO "Text is UTF-8 without NUL characters"
