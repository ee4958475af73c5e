package org.tassis.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /health`: 200 `{"status":"up",...}` when every check is well, else 503 `{"status":"down",...}`
/// naming what is not.
@RestController
final class HealthController {
    private final List<HealthCheck> checks;

    HealthController(List<HealthCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    @GetMapping("/health")
    ResponseEntity<Map<String, Object>> health() {
        Map<String, String> results = new LinkedHashMap<>();
        boolean up = true;
        for (HealthCheck check : checks) {
            Optional<String> problem;
            try {
                problem = check.problem().get();
            } catch (RuntimeException e) {
                problem = Optional.of("could not be checked");
            }
            up &= problem.isEmpty() || !check.needed();
            results.put(check.name(), problem.orElse("up"));
        }
        return ResponseEntity.status(up ? 200 : 503).body(Map.of("status", up ? "up" : "down", "checks", results));
    }
}
