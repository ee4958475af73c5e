rfc: 5804 §1.3, §2.5          what is too large is said so, before and after it was sent
state: authenticated

1C: HAVESPACE "main" 99999
1S: NO (QUOTA/MAXSIZE)
1C: HAVESPACE "main" 2000
1S: OK
1C: HAVESPACE "main"
1S: NO
1C: HAVESPACE 12
1S: NO
1C: NOOP
1S: OK
1C: NOOP "STARTTLS-SYNC-42"
1S: OK (TAG "STARTTLS-SYNC-42") ...
