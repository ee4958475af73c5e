package org.tassis.webmail;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.tassis.mailflow.publish.StsPublication;

/// `GET /.well-known/mta-sts.txt` at `mta-sts.DOMAIN`: RFC 8461 §3.3.
@Controller
final class StsController {
    private final StsPublication publication;

    StsController(StsPublication publication) {
        this.publication = publication;
    }

    @GetMapping("/.well-known/mta-sts.txt")
    ResponseEntity<String> policy(HttpServletRequest request) {
        return Optional.ofNullable(request.getServerName())
                .flatMap(publication::answer)
                .map(text -> ResponseEntity.ok()
                        .contentType(new MediaType("text", "plain", StandardCharsets.US_ASCII))
                        .body(text))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
