package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.webmail.MessageRef;

/// `GET /webmail/picture/...`: pictures within mail, of the message itself or of other sites. The address
/// is sealed by us for one who may see it; there is no cookie, as the frame that asks has an origin of its
/// own.
@Controller
final class PictureController {
    static final String PART = "picture-part";
    static final String REMOTE = "picture-remote";
    private static final int MAX_PART = 20 * 1024 * 1024;

    private final Mail mail;
    private final Seal seal;
    private final RemotePictures remote;

    PictureController(Mail mail, Seal seal, RemotePictures remote) {
        this.mail = mail;
        this.seal = seal;
        this.remote = remote;
    }

    @GetMapping("/webmail/picture/{token:[A-Za-z0-9_-]{1,9000}}")
    void picture(@PathVariable String token, HttpServletResponse response) throws IOException {
        Optional<String> part = seal.open(PART, token);
        Optional<String> url = seal.open(REMOTE, token);
        byte[] octets;
        if (part.isPresent()) {
            octets = part(part.get());
        } else if (url.isPresent()) {
            octets = remote.fetch(url.get().substring(url.get().indexOf(' ') + 1))
                    .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        } else {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        String type = PictureType.of(octets).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        response.setContentType(type);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin"); // the frame is of no origin
        response.setHeader("Cache-Control", "private, max-age=21600, immutable");
        response.setContentLength(octets.length);
        response.getOutputStream().write(octets);
    }

    private byte[] part(String sealed) throws IOException {
        String[] words = sealed.split(" ", 3);
        AccountId account = new AccountId(Long.parseLong(words[0]));
        Opened opened = MessageRef.parse(words[1])
                .flatMap(ref -> mail.find(account, ref))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        MessageParts parts = MessageParts.of(opened.structure(), true);
        int number = Integer.parseInt(words[2]);
        if (number >= parts.all().size()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        try (InputStream in = Bodies.octets(opened, parts.all().get(number))) {
            byte[] octets = in.readNBytes(MAX_PART + 1);
            if (octets.length > MAX_PART) {
                throw new ResponseStatusException(HttpStatus.NOT_FOUND);
            }
            return octets;
        }
    }
}
