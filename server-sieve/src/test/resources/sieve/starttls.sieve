rfc: 5804 §2.2          passwords are taken inside TLS only; what is offered is said again
dovecot: has no TLS here
listener: starttls

1S: ...
1S: "STARTTLS"
1S: "UNAUTHENTICATE"
1S: OK
1C: AUTHENTICATE "PLAIN" "AGFubgBhbm4tbGlrZXMtNDItdHJhaW5z"
1S: NO (ENCRYPT-NEEDED)
1C: STARTTLS
1S: OK "Begin TLS"
1T:
1S: ...
1S: "SASL" "PLAIN"
1S: ...
1S: OK
1C: STARTTLS
1S: NO "TLS cannot be started here"
1C: AUTHENTICATE "PLAIN" "AGFubgBhbm4tbGlrZXMtNDItdHJhaW5z"
1S: OK
1C: STARTTLS
1S: NO "Already logged in"
