package org.tassis.web;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.CacheControl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.tassis.directory.Authenticator;
import org.tassis.directory.Sizes;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.desk.Desk;

/// What all pages are made of. The launcher provides {@link Authenticator}, {@link Desk}, {@link
/// WebSettings}, {@link UploadLimits}, {@link SiteNames} and {@link Home} as beans; each module with pages a
/// {@link MessageBundle}, and perhaps {@link OpenPaths} and {@link LargeUpload}.
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class WebConfiguration {
    /// Nothing from elsewhere, nothing inline. A page that shows somebody else's HTML has a policy of its
    /// own.
    static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "
                    + "blob:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors 'none'";

    private static final String FEATURES =
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), " + "browsing-topics=()";

    @Bean
    Sessions sessions(WebSettings settings, Desk desk) {
        return new Sessions(settings, desk.access(), InstantSource.system());
    }

    @Bean
    VisitorContexts visitorContexts(Sessions sessions, Desk desk) {
        return new VisitorContexts(sessions, desk.directory());
    }

    @Bean
    Entrance entrance(Sessions sessions, WebSettings settings, Home home) {
        return new Entrance(sessions, settings, home);
    }

    @Bean
    Ceremonies ceremonies() {
        return new Ceremonies(InstantSource.system());
    }

    @Bean
    Passkeys passkeys(Desk desk) {
        return new Passkeys(desk.directory().factors());
    }

    @Bean
    SecondStepController secondStepController(
            Desk desk,
            Authenticator authenticator,
            ObjectProvider<SecondFactors> codes,
            Passkeys passkeys,
            Ceremonies ceremonies,
            SiteNames names,
            Entrance entrance) {
        return new SecondStepController(
                desk,
                authenticator,
                new SecondSteps(InstantSource.system()),
                Optional.ofNullable(codes.getIfAvailable()),
                passkeys,
                ceremonies,
                names,
                entrance);
    }

    @Bean
    LoginController loginController(
            Authenticator authenticator, Desk desk, Entrance entrance, SecondStepController second, SiteNames names) {
        return new LoginController(authenticator, desk, entrance, second, names);
    }

    @Bean
    PasskeyLoginController passkeyLoginController(
            Authenticator authenticator,
            Desk desk,
            Passkeys passkeys,
            Ceremonies ceremonies,
            SiteNames names,
            Entrance entrance,
            MessageSource messages) {
        return new PasskeyLoginController(authenticator, desk, passkeys, ceremonies, names, entrance, messages);
    }

    @Bean
    FactorController factorController(
            Desk desk,
            Authenticator authenticator,
            ObjectProvider<SecondFactors> codes,
            Passkeys passkeys,
            Ceremonies ceremonies,
            SiteNames names,
            MessageSource messages) {
        return new FactorController(
                desk,
                new PresentPassword(authenticator),
                Optional.ofNullable(codes.getIfAvailable()),
                passkeys,
                ceremonies,
                names,
                messages,
                InstantSource.system());
    }

    @Bean
    SecurityController securityController(
            Desk desk,
            Authenticator authenticator,
            Sessions sessions,
            ObjectProvider<SecondFactors> codes,
            SiteNames names,
            MessageSource messages) {
        return new SecurityController(
                desk, new PresentPassword(authenticator), sessions, codes.getIfAvailable() != null, names, messages);
    }

    @Bean
    VisitorAdvice visitorAdvice(Assets assets, Times times, Sizes sizes, Desk desk, Tastes tastes) {
        return new VisitorAdvice(assets, times, sizes, desk, tastes);
    }

    @Bean
    Tastes tastes(ObjectProvider<ChoiceRecords> choices) {
        return new Tastes(Optional.ofNullable(choices.getIfAvailable()));
    }

    @Bean
    LocaleResolver localeResolver() {
        return new Languages();
    }

    @Bean
    Times times(Tastes tastes) {
        return new Times(InstantSource.system(), tastes);
    }

    @Bean
    Sizes sizes() {
        return new Sizes(LocaleContextHolder::getLocale);
    }

    @Bean
    Assets assets() {
        return new Assets();
    }

    @Bean
    MessageSource messageSource(List<MessageBundle> bundles) {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.addBasenames("org.tassis.web.messages");
        messages.addBasenames(bundles.stream().map(MessageBundle::name).toArray(String[]::new));
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return messages;
    }

    @Bean
    SecurityFilterChain pages(HttpSecurity http, VisitorContexts contexts, List<OpenPaths> open) throws Exception {
        String[] paths = open.stream().flatMap(one -> one.patterns().stream()).toArray(String[]::new);
        String[] stateless =
                open.stream().flatMap(one -> one.stateless().stream()).toArray(String[]::new);
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("__Host-csrf");
        tokens.setCookieCustomizer(
                cookie -> cookie.secure(true).httpOnly(true).path("/").sameSite("Strict"));
        return http.securityContext(context -> context.securityContextRepository(contexts))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.csrfTokenRepository(tokens).ignoringRequestMatchers(stateless))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .exceptionHandling(refused -> refused.authenticationEntryPoint(new EntryPoint()))
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/login",
                                "/login/code",
                                "/login/code/passkey",
                                "/login/code/passkey/options",
                                "/login/passkey",
                                "/login/passkey/options",
                                "/language",
                                "/error",
                                "/web/**",
                                "/webjars/**",
                                "/favicon.ico")
                        .permitAll()
                        .requestMatchers(paths)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                        .frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
                        .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                        .httpStrictTransportSecurity(strict -> strict.includeSubDomains(false))
                        .permissionsPolicyHeader(policy -> policy.policy(FEATURES)))
                .build();
    }

    /// Before everything else, so that nothing is answered without its protection.
    @Bean
    FilterRegistrationBean<jakarta.servlet.Filter> protection(
            @org.springframework.beans.factory.annotation.Qualifier("springSecurityFilterChain")
                    jakarta.servlet.Filter chain) {
        FilterRegistrationBean<jakarta.servlet.Filter> registration = new FilterRegistrationBean<>(chain);
        registration.setOrder(-100);
        registration.setDispatcherTypes(
                jakarta.servlet.DispatcherType.REQUEST,
                jakarta.servlet.DispatcherType.ASYNC,
                jakarta.servlet.DispatcherType.ERROR);
        return registration;
    }

    /// Before what protects pages: that reads forms.
    @Bean
    FilterRegistrationBean<UploadGate> uploadGate(
            UploadLimits limits,
            List<LargeUpload> large,
            VisitorContexts contexts,
            MessageSource messages,
            LocaleResolver languages) {
        FilterRegistrationBean<UploadGate> registration =
                new FilterRegistrationBean<>(new UploadGate(limits, large, contexts, messages, languages));
        registration.setOrder(-150);
        return registration;
    }

    @Bean
    WebMvcConfigurer pagesOfAll() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new VisitorAdvice.Resolver());
            }

            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                CacheControl forEver =
                        CacheControl.maxAge(365, TimeUnit.DAYS).cachePublic().immutable();
                registry.addResourceHandler("/web/**")
                        .addResourceLocations("classpath:/static/web/")
                        .setCacheControl(forEver);
                registry.addResourceHandler("/webjars/**")
                        .addResourceLocations("classpath:/META-INF/resources/webjars/")
                        .setCacheControl(forEver);
            }
        };
    }
}
