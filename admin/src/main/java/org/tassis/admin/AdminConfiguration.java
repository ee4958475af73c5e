package org.tassis.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.tassis.web.OpenPaths;

/// What administration serves. The launcher provides {@link AdminSettings}, the checks and the registry as
/// beans.
@Configuration(proxyBeanMethods = false)
public class AdminConfiguration {
    @Bean
    HealthController health(List<HealthCheck> checks) {
        return new HealthController(checks);
    }

    @Bean
    MetricsController metrics(PrometheusMeterRegistry registry, AdminSettings settings) {
        return new MetricsController(registry, settings);
    }

    @Bean
    OpenPaths adminOpenPaths() {
        return OpenPaths.of("/health", "/metrics");
    }

    /// Administration is answered on its own port only; elsewhere these paths do not exist.
    @Bean
    WebMvcConfigurer administrationPort(AdminSettings settings) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new OwnPort(settings)).addPathPatterns("/health", "/metrics");
                registry.addInterceptor(new FirstPage(settings)).addPathPatterns("/");
            }
        };
    }
}
