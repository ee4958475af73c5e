package org.tassis.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /metrics`: all figures in Prometheus' text format, for the networks that may read them.
@RestController
final class MetricsController {
    private final PrometheusMeterRegistry registry;
    private final AdminSettings settings;

    MetricsController(PrometheusMeterRegistry registry, AdminSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    @GetMapping(value = "/metrics", produces = "text/plain; version=0.0.4; charset=utf-8")
    ResponseEntity<String> metrics(HttpServletRequest request) {
        InetAddress client = InetAddress.ofLiteral(request.getRemoteAddr());
        if (settings.metricsFrom().stream().noneMatch(network -> network.contains(client))) {
            return ResponseEntity.status(HttpStatus.FORBIDDEN)
                    .body("Metrics are readable from trusted-networks only (see tassis.yml).\n");
        }
        return ResponseEntity.ok(registry.scrape());
    }
}
