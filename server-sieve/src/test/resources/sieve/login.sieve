rfc: 5804 §2.1          PLAIN with and without an initial response
dovecot: the names are not those of its people

1C: LISTSCRIPTS
1S: NO "Log in first"
1C: AUTHENTICATE "PLAIN" "AGFubgB3cm9uZw=="
1S: NO "Wrong name or password"
1C: AUTHENTICATE "PLAIN" "Ym9iAGFubgBhbm4tbGlrZXMtNDItdHJhaW5z"
1S: NO "Wrong name or password"
1C: AUTHENTICATE "GSSAPI"
1S: NO "Only PLAIN is spoken here"
1C: AUTHENTICATE "PLAIN" "???"
1S: NO "That is not a PLAIN response"
1C: AUTHENTICATE "PLAIN"
1S: ""
1C: "*"
1S: NO "Authentication cancelled"
1C: AUTHENTICATE "plain"
1S: ""
1C: "AGFubgBhbm4tbGlrZXMtNDItdHJhaW5z"
1S: OK "Logged in"
1C: AUTHENTICATE "PLAIN" "AGFubgBhbm4tbGlrZXMtNDItdHJhaW5z"
1S: NO "Already logged in"
1C: CAPABILITY
1S: ...
1S: "OWNER" "ann"
1S: "UNAUTHENTICATE"
1S: OK
1C: UNAUTHENTICATE
1S: OK "Logged out"
1C: LISTSCRIPTS
1S: NO "Log in first"
1C: AUTHENTICATE "PLAIN" {32+}
1C: AGFubgBhbm4tbGlrZXMtNDItdHJhaW5z
1S: OK "Logged in"
