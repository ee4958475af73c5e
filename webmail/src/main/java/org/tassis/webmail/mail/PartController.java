package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.message.BodyPart;
import org.tassis.message.HeaderText;
import org.tassis.web.Visitor;

/// What hangs on messages: one by one, all in a zip, and whole messages as files. Streamed; nothing of it
/// is ever shown as a page of this site.
@Controller
final class PartController {
    /// Browsers refuse to show a PDF to which `sandbox` is said: their viewer is one itself. Were it ever
    /// taken for a page, that page could do nothing.
    private static final String PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final Mail mail;

    PartController(Mail mail) {
        this.mail = mail;
    }

    /// @param view whether to show it rather than keep it: pictures, plain text and PDF only
    @GetMapping("/webmail/m/{ref}/part/{number:[0-9]{1,4}}")
    void part(
            Visitor visitor,
            @PathVariable String ref,
            @PathVariable int number,
            @RequestParam(defaultValue = "false") boolean view,
            HttpServletResponse response)
            throws IOException {
        Opened opened = mail.open(visitor, ref);
        MessageParts parts = MessageParts.of(opened.structure(), true);
        if (number >= parts.all().size()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        BodyPart part = parts.all().get(number);
        boolean text = part.type().equals("text") && part.subtype().equals("plain");
        String name = MessageParts.name(part, number);
        try (BufferedInputStream in = new BufferedInputStream(Bodies.octets(opened, part))) {
            boolean pdf = view && Viewable.of(part, name, MessageParts.size(part)) == Viewable.PDF && isPdf(in);
            boolean shown = view && (MessageParts.isPicture(part) || text || pdf);
            String type = !shown
                    ? "application/octet-stream"
                    : text ? "text/plain; charset=" + charset(part) : pdf ? "application/pdf" : mediaType(part);
            protect(response, type, name, shown);
            if (pdf) {
                response.setHeader("Content-Security-Policy", PDF_POLICY);
            }
            in.transferTo(response.getOutputStream());
        }
    }

    /// What does not begin as one is never handed to a viewer.
    private static boolean isPdf(BufferedInputStream in) throws IOException {
        in.mark(8);
        byte[] begin = in.readNBytes(5);
        in.reset();
        return new String(begin, StandardCharsets.ISO_8859_1).equals("%PDF-");
    }

    @GetMapping("/webmail/m/{ref}/attachments.zip")
    void zip(Visitor visitor, @PathVariable String ref, HttpServletResponse response) throws IOException {
        Opened opened = mail.open(visitor, ref);
        MessageParts parts = MessageParts.of(opened.structure(), true);
        protect(response, "application/zip", subject(opened) + ".zip", false);
        try (ZipOutputStream zip = new ZipOutputStream(response.getOutputStream(), StandardCharsets.UTF_8)) {
            Set<String> names = new HashSet<>();
            for (MessageParts.Attachment attachment : parts.attachments()) {
                zip.putNextEntry(new ZipEntry(unused(attachment.name(), names)));
                try (InputStream in = Bodies.octets(opened, parts.all().get(attachment.number()))) {
                    in.transferTo(zip);
                }
                zip.closeEntry();
            }
        }
    }

    @GetMapping("/webmail/m/{ref}/message.eml")
    void file(Visitor visitor, @PathVariable String ref, HttpServletResponse response) throws IOException {
        Opened opened = mail.open(visitor, ref);
        protect(response, "message/rfc822", subject(opened) + ".eml", false);
        response.setContentLengthLong(opened.message().size());
        try (InputStream in = opened.message().open(0, opened.message().size());
                OutputStream out = response.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private static String subject(Opened opened) {
        String subject = HeaderText.decode(
                        opened.structure().envelope().subject().orElse(""))
                .replaceAll("[\\p{Cntrl}\\p{Cf}\"<>:|?*;/\\\\]", " ")
                .strip();
        String plain = subject.isEmpty() || subject.startsWith(".") ? "message" : subject;
        return plain.length() > 80 ? plain.substring(0, 80) : plain;
    }

    private static String unused(String name, Set<String> names) {
        String free = name;
        int dot = name.lastIndexOf('.');
        for (int i = 2; !names.add(free.toLowerCase(Locale.ROOT)); i++) {
            free = dot > 0 ? name.substring(0, dot) + " (" + i + ")" + name.substring(dot) : name + " (" + i + ")";
        }
        return free;
    }

    private static String mediaType(BodyPart part) {
        return "image/" + (part.subtype().equals("jpg") ? "jpeg" : part.subtype());
    }

    private static String charset(BodyPart part) {
        String charset = part.parameters().getOrDefault("charset", "utf-8");
        return charset.matches("[A-Za-z0-9._-]{1,40}") ? charset : "utf-8";
    }

    private static void protect(HttpServletResponse response, String type, String name, boolean inline) {
        ContentDisposition disposition = (inline ? ContentDisposition.inline() : ContentDisposition.attachment())
                .filename(name, StandardCharsets.UTF_8)
                .build();
        response.setContentType(type);
        response.setHeader("Content-Disposition", disposition.toString());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox");
    }
}
