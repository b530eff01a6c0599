package io.plumbline.worker.security;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the keys come from that tokens are checked with. One, so that no token can choose (RFC 8725, 3.1). */
enum KeySource {
    secret("secret", TokenSettings::secret),
    jwkSet("jwk-set-uri", TokenSettings::jwkSetUri),
    publicKey("public-key", TokenSettings::publicKey),
    issuer("issuer-uri", TokenSettings::issuerUri);

    static final String PREFIX = "plumbline.security.jwt.";

    private final String setting;
    private final Function<TokenSettings, @Nullable String> value;

    KeySource(String setting, Function<TokenSettings, @Nullable String> value) {
        this.setting = setting;
        this.value = value;
    }

    String property() {
        return PREFIX + setting;
    }

    static List<KeySource> allIn(TokenSettings settings) {
        return Arrays.stream(values())
                .filter(source -> isSet(source.value.apply(settings)))
                .toList();
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
