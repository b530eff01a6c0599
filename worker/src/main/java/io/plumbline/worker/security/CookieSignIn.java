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
    private final String paths;

    CookieSignIn(JwtDecoder decoder, JwtAuthenticationConverter authorities) {
        this(decoder, authorities, "/");
    }

    private CookieSignIn(JwtDecoder decoder, JwtAuthenticationConverter authorities, String paths) {
        this.decoder = decoder;
        this.authorities = authorities;
        this.paths = paths;
    }

    /** Looks at the cookie only where a path begins so. */
    CookieSignIn onlyFor(String paths) {
        return new CookieSignIn(decoder, authorities, paths);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServletPath().startsWith(paths);
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
