rfc: 5804 §2.2          what is sent before the handshake is never obeyed
dovecot: has no TLS here
listener: starttls
sent: at once (octet by octet, the handshake may have begun before they are there)

1R: STARTTLS<CR><LF>NOOP<CR><LF>
1S: <closed>
