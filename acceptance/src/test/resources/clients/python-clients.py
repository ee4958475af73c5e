"""Sends with smtplib, reads with imaplib and poplib, and compares octets. Facts come as JSON in argv[1]."""
import email.message
import imaplib
import json
import poplib
import smtplib
import ssl
import sys

facts = json.load(open(sys.argv[1]))
host, ports = facts["host"], facts["ports"]
tls = ssl.create_default_context(cafile=facts["certificate"])
sender, reader = facts["accounts"][0], facts["accounts"][1]


def check(holds, what):
    if not holds:
        sys.exit("FAILED: " + what)
    print("ok  " + what)


def message(subject):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = sender["addresses"][0], reader["addresses"][0], subject
    m["Date"], m["Message-ID"] = "Sat, 21 Nov 2026 08:00:00 +0000", "<" + subject.replace(" ", ".") + "@client.invalid>"
    m.set_content("Héllo, wörld\n.\n..leading dots\n" + "long line " * 60 + "\n")
    m.add_attachment(bytes(range(256)) * 40, maintype="application", subtype="octet-stream", filename="données.bin")
    return m.as_bytes(policy=email.policy.SMTP)


def refused(action, kinds, what):
    try:
        action()
    except kinds as e:
        print("ok ", what, str(e)[:60])
    else:
        sys.exit("FAILED: " + what)


import email.policy  # noqa: E402

sent = {}
with smtplib.SMTP(host, ports["submission"]) as s:
    s.ehlo()
    check("auth" not in s.esmtp_features, "no AUTH before TLS")
    s.starttls(context=tls)
    s.login(sender["login"], sender["password"])
    sent["python starttls"] = message("python starttls")
    s.sendmail(sender["addresses"][0], [reader["addresses"][0]], sent["python starttls"])
    refused(lambda: s.sendmail("ceo@elsewhere.example", [reader["addresses"][0]], message("forged")),
            smtplib.SMTPException, "a foreign sender is refused")
with smtplib.SMTP_SSL(host, ports["submissions"], context=tls) as s:
    s.login(sender["addresses"][0], sender["password"])
    sent["python implicit"] = message("python implicit")
    s.sendmail(sender["addresses"][0], [reader["addresses"][0]], sent["python implicit"])
with smtplib.SMTP(host, ports["smtp"]) as s:
    sent["python mx"] = message("python mx")
    s.sendmail("someone@elsewhere.example", [reader["addresses"][0]], sent["python mx"])
    refused(lambda: s.sendmail("someone@elsewhere.example", ["nobody@elsewhere.example"], message("relay")),
            smtplib.SMTPRecipientsRefused, "no relaying")
    refused(lambda: s.sendmail("someone@elsewhere.example", ["nobody@" + reader["addresses"][0].split("@")[1]],
                               message("unknown")), smtplib.SMTPRecipientsRefused, "unknown recipient")

with imaplib.IMAP4(host, ports["imap"]) as i:
    refused(lambda: i.login(reader["login"], reader["password"]), imaplib.IMAP4.error, "no LOGIN before TLS")
with imaplib.IMAP4(host, ports["imap"]) as i:
    i.starttls(tls)
    i.login(reader["login"], reader["password"])
    check(i.select("INBOX")[0] == "OK", "SELECT")
    for subject, octets in sent.items():
        status, found = i.search(None, "SUBJECT", '"%s"' % subject)
        check(status == "OK" and len(found[0].split()) == 1, "found " + subject)
        status, data = i.fetch(found[0].split()[0], "(BODY.PEEK[] RFC822.SIZE)")
        got = data[0][1]
        check(got.endswith(octets), subject + " is the same over IMAP, octet for octet")
    check(i.append("Drafts", "\\Draft", '"21-Nov-2026 08:00:00 +0000"', sent["python mx"])[0] == "OK", "APPEND")
    check(i.select("Drafts")[0] == "OK", "SELECT Drafts")
    status, data = i.fetch("1", "(FLAGS INTERNALDATE BODY.PEEK[])")
    check(data[0][1] == sent["python mx"] and b"\\Draft" in data[0][0] + data[-1], "the appended is the same")
    check(b"21-Nov-2026 08:00:00 +0000" in data[0][0] + data[-1], "with its date")
    i.store("1", "+FLAGS", "\\Deleted")
    i.expunge()
    check(i.search(None, "ALL")[1][0] == b"", "EXPUNGE")
with imaplib.IMAP4_SSL(host, ports["imaps"], ssl_context=tls) as i:
    refused(lambda: i.login(reader["login"], "wrong"), imaplib.IMAP4.error, "a wrong password")
    i.login(reader["addresses"][-1], reader["password"])

p = poplib.POP3(host, ports["pop3"])
refused(lambda: (p.user(reader["login"]), p.pass_(reader["password"])), poplib.error_proto, "no PASS before TLS")
p.quit()
for name in ("pop3", "pop3s"):
    if name == "pop3":
        p = poplib.POP3(host, ports["pop3"])
        p.stls(tls)
    else:
        p = poplib.POP3_SSL(host, ports["pop3s"], context=tls)
    p.user(reader["login"])
    p.pass_(reader["password"])
    count = p.stat()[0]
    texts = [b"\r\n".join(p.retr(n + 1)[1]) + b"\r\n" for n in range(count)]
    for subject, octets in sent.items():
        check(any(t.endswith(octets) for t in texts), subject + " is the same over " + name)
    uidls = [line.split()[1] for line in p.uidl()[1]]
    check(len(set(uidls)) == count, "UIDLs are unique")
    p.quit()
print("done")
