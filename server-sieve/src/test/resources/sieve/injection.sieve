rfc: 5804 §2.2          what is sent before the handshake is never obeyed
dovecot: has no TLS here
listener: starttls

1R: STARTTLS<CR><LF>NOOP<CR><LF>
1S: <closed>
