title: HTTP spoken to this port
dovecot: quirk: goes on

1C: GET / HTTP/1.1
1S: BYE "This is ManageSieve, not HTTP"
1S: <closed>
