package io.plumbline.worker.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who gets in where (E5). Programs send a bearer token; the dashboard keeps the same token in a cookie, and so needs
 * protection from requests that other sites forge. Viewers read, operators also act.
 */
@Configuration(proxyBeanMethods = false)
class Security {

    private static final String VIEWER = "viewer";
    private static final String OPERATOR = "operator";
    private static final String ALL_TENANTS = "all-tenants"; // of a token that is bound to none

    private static final String OUR_FILES_ONLY =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors 'none'";
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'"; // for what is no page

    private static final Set<String> KNOWN = Set.of("ROLE_" + VIEWER, "ROLE_" + OPERATOR);

    /** The server times each request; each filter of it would be timed too, which costs as much as all that they do. */
    @Bean
    SecurityObservationSettings noTimesOfFilters() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    RoleHierarchy roles() {
        return RoleHierarchyImpl.withDefaultRolePrefix()
                .role(OPERATOR)
                .implies(VIEWER)
                .build();
    }

    @Bean
    JwtAuthenticationConverter tokenAuthorities() {
        var roles = new JwtGrantedAuthoritiesConverter();
        roles.setAuthoritiesClaimName("roles");
        roles.setAuthorityPrefix("ROLE_");
        var converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(token -> {
            var granted = new ArrayList<>(roles.convert(token));
            granted.removeIf(role -> !KNOWN.contains(role.getAuthority()));
            if (!granted.isEmpty() && !token.hasClaim(Caller.WORKSPACES) && !token.hasClaim(Caller.ORGANIZATIONS)) {
                granted.add(new SimpleGrantedAuthority("ROLE_" + ALL_TENANTS));
            }
            return granted;
        });
        return converter;
    }

    @Bean
    @Order(1)
    SecurityFilterChain programs(
            HttpSecurity http, ProblemAnswers problems, JwtDecoder decoder, JwtAuthenticationConverter authorities)
            throws Exception {
        return http.securityMatcher("/api/**", "/actuator/**", "/v3/api-docs/**")
                .authorizeHttpRequests(requests -> {
                    requests.requestMatchers("/actuator/health/**").permitAll();
                    requests.requestMatchers("/actuator/**").hasRole(ALL_TENANTS); // it names them
                    viewersReadOperatorsAct(requests);
                })
                // the page that shows the description reads it as the person who looks at it
                .addFilterBefore(
                        new CookieSignIn(decoder, authorities).onlyFor("/v3/api-docs"),
                        BearerTokenAuthenticationFilter.class)
                .oauth2ResourceServer(server ->
                        server.jwt(jwt -> {}).authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .headers(headers -> headers(headers, NOTHING))
                .build();
    }

    /** Partners sign what they send; their endpoints check it. */
    @Bean
    @Order(2)
    SecurityFilterChain partners(HttpSecurity http) throws Exception {
        return http.securityMatcher("/webhooks/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .logout(logout -> logout.disable())
                .requestCache(cache -> cache.disable())
                .headers(headers -> headers(headers, NOTHING))
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain dashboard(HttpSecurity http, JwtDecoder decoder, JwtAuthenticationConverter authorities)
            throws Exception {
        var csrfCookie = new CookieCsrfTokenRepository();
        csrfCookie.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
        return http.authorizeHttpRequests(requests -> {
                    requests.requestMatchers("/sign-in/**", "/assets/**", "/webjars/**", "/error", "/favicon.ico")
                            .permitAll();
                    viewersReadOperatorsAct(requests);
                })
                .addFilterBefore(new CookieSignIn(decoder, authorities), UsernamePasswordAuthenticationFilter.class)
                .exceptionHandling(errors ->
                        errors.authenticationEntryPoint((request, response, e) -> signInFirst(request, response)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // the cookie signs in anew with every request: that must not end the tokens of the forms that are open
                .csrf(csrf -> csrf.csrfTokenRepository(csrfCookie)
                        .sessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy()))
                .headers(headers -> headers(headers, OUR_FILES_ONLY))
                .build();
    }

    /** Beside those that Spring sends: no guessing of types, no keeping, and TLS for good where there is TLS. */
    private static void headers(HeadersConfigurer<HttpSecurity> headers, String contentPolicy) {
        headers.contentSecurityPolicy(csp -> csp.policyDirectives(contentPolicy))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny);
    }

    /** A script that refreshes a part of a page must not put the sign-in form there: the whole page goes. */
    private static void signInFirst(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var signIn = request.getContextPath() + "/sign-in";
        if (request.getHeader("HX-Request") == null) {
            response.sendRedirect(signIn);
        } else {
            response.setHeader("HX-Redirect", signIn);
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        }
    }

    private static void viewersReadOperatorsAct(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        RequestMatcher reads =
                request -> HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
        requests.requestMatchers(reads).hasRole(VIEWER);
        requests.anyRequest().hasRole(OPERATOR);
    }
}
