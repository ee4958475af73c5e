rfc: 5804 §1.7, §2.4, §2.13          what the server offers
dovecot: offers other things

1S: "IMPLEMENTATION" "Tassis"
1S: "VERSION" "1.0"
1S: "SASL" "PLAIN"
1S: "SIEVE" "fileinto envelope...
1S: "MAXREDIRECTS" "10"
1S: "LANGUAGE" "en"
1S: "UNAUTHENTICATE"
1S: OK "Tassis ManageSieve ready"
1C: CAPABILITY
1S: ...
1S: OK "Done"
1C: noop
1S: OK "Done"
1C: NOOP "a \"tag\""
1S: OK (TAG "a \"tag\"") "Done"
1C: NOOP {5+}
1R: x<CR><LF>yz<CR><LF>
1S: OK (TAG {5}
1S: x
1S: yz) "Done"
1C: LOGOUT
1S: OK "Goodbye"
1S: <closed>
