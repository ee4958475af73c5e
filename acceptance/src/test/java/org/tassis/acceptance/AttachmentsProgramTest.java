package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.TrustingTls;

/// `search.attachments` with the packaged program: what PDF and office files say is found, by a process
/// that can be killed at any time and does not outlive its server.
@Timeout(300)
class AttachmentsProgramTest {
    private static final int PATIENCE_SECONDS = 120;

    @Test
    void wordsOfFilesAreFoundWhateverIsKilled(@TempDir Path directory) throws Exception {
        assumeTrue(
                System.getProperty("tassis.program", "").isEmpty(),
                "what reads has libraries of its own only when it is packaged");
        Path config = RunningServer.config(directory, "", "search: { attachments: true }\n");
        ProcessHandle reader;
        try (RunningServer server = RunningServer.start(config)) {
            server.people("ann");
            send(server, "papers", pdf("The zeppelin invoice"), docx("Minutes of the marzipan committee"));
            reader = reader(server);
            if (Files.exists(Path.of("/proc/self/stat"))) {
                assertThat(niceness(reader)).isEqualTo(19);
            }
            finds(server, "zeppelin", "1");
            finds(server, "committees", "1"); // in any form
            try (Talk imap = imap(server)) {
                imap.imap("a", "EXAMINE INBOX");
                assertThat(imap.imap("b", "SEARCH BODY zeppelin"))
                        .as("what is exact looks at text parts")
                        .contains("* SEARCH\n");
            }
            assertThat(server.command("search", "status").succeeded().output())
                    .contains("Attachments: 2 were read, 0 had no text");

            reader.destroyForcibly();
            reader.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            send(server, "more", pdf("The kangaroo letter"), docx("Nothing"));
            finds(server, "kangaroo", "2");

            send(server, "last", pdf("The platypus letter"), docx("Nothing"));
            reader = reader(server);
            server.kill();
            reader.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        try (RunningServer server = RunningServer.start(config)) {
            finds(server, "platypus", "3");
            reader = reader(server);
            assertThat(server.stop()).isIn(0, 143);
            reader.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /// The process that reads, as soon as it is there.
    private static ProcessHandle reader(RunningServer server) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            Optional<ProcessHandle> child = server.handle().children().findFirst();
            if (child.isPresent()) {
                return child.get();
            }
            server.handle()
                    .onExit()
                    .completeOnTimeout(server.handle(), 50, TimeUnit.MILLISECONDS)
                    .join();
        }
        throw new AssertionError("nobody reads attachments");
    }

    /// The 19th field of Linux' `stat`.
    private static int niceness(ProcessHandle process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }

    private static void finds(RunningServer server, String word, String uids) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String answer = "";
        try (Talk imap = imap(server)) {
            while (System.nanoTime() < end) {
                imap.imap("a", "EXAMINE INBOX");
                answer = imap.imap("b", "UID SEARCH FUZZY TEXT " + word);
                if (answer.contains("* SEARCH " + uids + "\n")) {
                    return;
                }
                server.handle()
                        .onExit()
                        .completeOnTimeout(server.handle(), 100, TimeUnit.MILLISECONDS)
                        .join();
            }
        }
        throw new AssertionError(word + " is not found: " + answer + "\n" + server.log());
    }

    private static Talk imap(RunningServer server) throws Exception {
        Talk imap = Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("imaps"))));
        imap.expect("* OK");
        assertThat(imap.imap("l", "LOGIN ann " + RunningServer.PASSWORD)).contains("l OK");
        return imap;
    }

    private static void send(RunningServer server, String subject, byte[] pdf, byte[] docx) throws IOException {
        String text = "From: sender@elsewhere.example\r\nTo: ann@example.org\r\nSubject: " + subject
                + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\n\r\nSee there.\r\n"
                + part("application/pdf", "a.pdf", pdf)
                + part("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "b.docx", docx)
                + "--b--\r\n.";
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            smtp.say("MAIL FROM:<sender@elsewhere.example>", "250");
            smtp.say("RCPT TO:<ann@example.org>", "250");
            smtp.say("DATA", "354");
            smtp.say(text, "250");
            smtp.say("QUIT", "221");
        }
    }

    private static String part(String type, String name, byte[] octets) {
        return "--b\r\nContent-Type: " + type + "\r\nContent-Disposition: attachment; filename=" + name
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(octets) + "\r\n";
    }

    private static byte[] pdf(String text) {
        String drawn = "BT /F1 12 Tf 72 720 Td (" + text + ") Tj ET";
        List<String> objects = List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
                        + " /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Length " + drawn.length() + " >>\nstream\n" + drawn + "\nendstream",
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        StringBuilder pdf = new StringBuilder("%PDF-1.4\n");
        StringBuilder places = new StringBuilder("0000000000 65535 f \n");
        for (int i = 0; i < objects.size(); i++) {
            places.append("0".repeat(10 - String.valueOf(pdf.length()).length()))
                    .append(pdf.length())
                    .append(" 00000 n \n");
            pdf.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
        }
        int table = pdf.length();
        pdf.append("xref\n0 6\n").append(places).append("trailer << /Size 6 /Root 1 0 R >>\nstartxref\n");
        return pdf.append(table).append("\n%%EOF\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] docx(String text) throws IOException {
        String types = "http://schemas.openxmlformats.org/package/2006/";
        String office = "http://schemas.openxmlformats.org/";
        String document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(octets)) {
            entry(
                    zip,
                    "[Content_Types].xml",
                    "<Types xmlns=\"" + types + "content-types\"><Default Extension=\"rels\" ContentType=\""
                            + "application/vnd.openxmlformats-package.relationships+xml\"/>"
                            + "<Override PartName=\"/word/document.xml\" ContentType=\"" + document + "\"/></Types>");
            entry(
                    zip,
                    "_rels/.rels",
                    "<Relationships xmlns=\"" + types + "relationships\"><Relationship Id=\"r1\" Type=\"" + office
                            + "officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"
                            + "</Relationships>");
            entry(
                    zip,
                    "word/document.xml",
                    "<w:document xmlns:w=\"" + office + "wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>" + text
                            + "</w:t></w:r></w:p></w:body></w:document>");
        }
        return octets.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + content).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
