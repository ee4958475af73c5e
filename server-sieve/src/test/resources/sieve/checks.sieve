rfc: 5804 §2.6, §2.12          a script that is wrong is not kept, and what was there stays
state: authenticated

1C: CHECKSCRIPT "keep;"
1S: OK
1C: LISTSCRIPTS
1S: OK
1C: CHECKSCRIPT "keep; stop;"
1S: OK
1C: PUTSCRIPT "main" "keep;"
1S: OK
1C: SETACTIVE "main"
1S: OK
1C: GETSCRIPT "main"
1S: {5}
1S: keep;
1S: OK
