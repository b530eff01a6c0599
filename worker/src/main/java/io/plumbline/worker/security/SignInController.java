package io.plumbline.worker.security;

import io.plumbline.worker.security.TenantScope.Scope;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Signs a person in to the dashboard: by a one-time link, or with a token. */
@Controller
@TenantScope(Scope.open)
class SignInController {

    private static final int LONGEST_COOKIE = 3_900; // browsers drop one of more than 4,096 bytes, and say nothing

    private final SignInLinks links;
    private final JwtDecoder decoder;

    SignInController(SignInLinks links, JwtDecoder decoder) {
        this.links = links;
        this.decoder = decoder;
    }

    @GetMapping("/sign-in")
    Object form(@RequestParam(required = false) @Nullable String code, HttpServletRequest request, Model model) {
        if (code == null) {
            return "sign-in";
        }
        var token = links.redeem(code);
        if (token.isPresent()) {
            return signedIn(token.get(), request);
        }
        return form("This link was used before, or is too old.", model);
    }

    @PostMapping("/sign-in")
    Object signIn(@RequestParam(defaultValue = "") String token, HttpServletRequest request, Model model) {
        if (token.length() > LONGEST_COOKIE) {
            return form("This token is too long for a browser to keep.", model);
        }
        try {
            return signedIn(token.strip(), request);
        } catch (JwtException e) {
            return form("This token is not valid, or has expired.", model);
        } catch (KeysAway e) {
            return form("This token cannot be checked now: " + e.getMessage(), model);
        }
    }

    private static String form(String problem, Model model) {
        model.addAttribute("problem", problem);
        return "sign-in";
    }

    @PostMapping("/sign-in/out")
    ResponseEntity<Void> signOut(HttpServletRequest request) {
        return seeOther(cookie("", request).maxAge(0).build(), "/sign-in");
    }

    private ResponseEntity<Void> signedIn(String token, HttpServletRequest request) {
        var expires = decoder.decode(token).getExpiresAt();
        var left = expires == null ? Duration.ZERO : Duration.between(Instant.now(), expires);
        return seeOther(cookie(token, request).maxAge(left).build(), "/");
    }

    private static ResponseCookie.ResponseCookieBuilder cookie(String value, HttpServletRequest request) {
        return ResponseCookie.from(CookieSignIn.COOKIE, value)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(request.isSecure())
                .path("/");
    }

    private static ResponseEntity<Void> seeOther(ResponseCookie cookie, String path) {
        return ResponseEntity.status(303)
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .header(HttpHeaders.LOCATION, path)
                .build();
    }
}
