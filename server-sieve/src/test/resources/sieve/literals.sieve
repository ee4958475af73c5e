rfc: 5804 §4          a literal is no command, however large, and whatever stands before it
dovecot: quirk: reads a literal of an unknown command as commands
state: authenticated

1C: FROBNICATE {6+}
1R: LOGOUT<CR><LF>
1S: NO
1C: SETACTIVE x {6+}
1R: LOGOUT<CR><LF>
1S: NO
1C: PUTSCRIPT "main" {2001+}
1C< large.txt
1S: NO (QUOTA/MAXSIZE)
1C: NOOP
1S: OK
1C: PUTSCRIPT "main" {99999999999999999999+}
1S: BYE "That is far too large, closing"
1S: <closed>
