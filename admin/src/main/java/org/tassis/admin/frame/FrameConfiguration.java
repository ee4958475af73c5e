package org.tassis.admin.frame;

import java.util.List;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.tassis.directory.Sizes;
import org.tassis.directory.desk.Desk;
import org.tassis.web.MessageBundle;
import org.tassis.web.Times;

/// What all pages of administration have in common. Each package of pages brings {@link NavEntry} beans,
/// and perhaps a {@link Panel} for the first page.
@Configuration(proxyBeanMethods = false)
public class FrameConfiguration {
    @Bean
    Notes adminNotes() {
        return new Notes();
    }

    @Bean
    Failures adminFailures(MessageSource messages, Sizes sizes, Times times) {
        return new Failures(messages, sizes, times);
    }

    @Bean
    Form adminForms(Failures failures) {
        return new Form(failures);
    }

    @Bean
    Refusals adminRefusals() {
        return new Refusals();
    }

    @Bean
    StartController adminStart(List<Panel> panels) {
        return new StartController(panels);
    }

    @Bean
    NavEntry startEntry() {
        return new NavEntry("start", "/admin", "chart", NavEntry.Group.START, 0, NavEntry.EVERYBODY);
    }

    @Bean
    MessageBundle adminMessages() {
        return new MessageBundle("org.tassis.admin.messages");
    }

    @Bean
    WebMvcConfigurer adminFrame(Desk desk, List<NavEntry> entries, Notes notes) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new Frame(desk, entries, notes)).addPathPatterns("/admin", "/admin/**");
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Frame.Resolver());
            }
        };
    }
}
