package io.plumbline.worker.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/** Reads the dashboard's token from its cookie. A cookie that is no good is as none. */
final class CookieSignIn extends OncePerRequestFilter {

    static final String COOKIE = "plumbline";

    private final JwtDecoder decoder;
    private final JwtAuthenticationConverter authorities;

    CookieSignIn(JwtDecoder decoder, JwtAuthenticationConverter authorities) {
        this.decoder = decoder;
        this.authorities = authorities;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var cookie = WebUtils.getCookie(request, COOKIE);
        if (cookie != null) {
            try {
                var context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(authorities.convert(decoder.decode(cookie.getValue())));
                SecurityContextHolder.setContext(context);
            } catch (JwtException | KeysAway e) {
                SecurityContextHolder.clearContext();
            }
        }
        chain.doFilter(request, response);
    }
}
