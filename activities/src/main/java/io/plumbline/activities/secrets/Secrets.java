package io.plumbline.activities.secrets;

import io.plumbline.infra.embedded.StartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads secrets from our tables in either form: as an operator has written them, or sealed as {@code
 * sealed:v1:<key>:<value>}. Seals them where there is a key.
 */
public final class Secrets {

    static final String MARK = "sealed:v1:";

    private final List<SealingKey> keys; // the newest first

    private Secrets(List<SealingKey> keys) {
        this.keys = keys;
    }

    /** Without a key, nothing is sealed. */
    public static Secrets withoutKey() {
        return new Secrets(List.of());
    }

    /**
     * @param newest 32 bytes in base64
     * @param previous those that older values may be sealed with
     * @throws StartException names the setting of one that is none
     */
    public static Secrets of(String newest, List<String> previous) {
        var keys = new ArrayList<SealingKey>();
        keys.add(key("plumbline.security.secrets-key", newest));
        previous.forEach(one -> keys.add(key("plumbline.security.previous-secrets-keys", one)));
        return new Secrets(List.copyOf(keys));
    }

    private static SealingKey key(String setting, String base64) {
        return SealingKey.parse(base64)
                .orElseThrow(() -> new StartException(setting + " must be " + SealingKey.BYTES
                        + " bytes in base64, as `openssl rand -base64 32` prints them."));
    }

    /**
     * The secret itself.
     *
     * @throws UnreadableSecret when it is sealed, and not for us
     */
    public String open(SecretPlace place, String stored) {
        if (!stored.startsWith(MARK)) {
            return stored;
        }
        return keys.stream()
                .filter(key -> stored.startsWith(mark(key)))
                .findFirst()
                .flatMap(key -> key.open(place, stored.substring(mark(key).length())))
                .orElseThrow(() -> new UnreadableSecret(place));
    }

    /** The same, where one that cannot be read is as none. */
    public Optional<String> find(SecretPlace place, @Nullable String stored) {
        try {
            return Optional.ofNullable(stored).map(value -> open(place, value));
        } catch (UnreadableSecret e) {
            return Optional.empty(); // the sealing says it
        }
    }

    /** Sealed with the newest key; as it is where there is none. For whoever writes a secret. */
    public String seal(SecretPlace place, String plain) {
        return keys.isEmpty() ? plain : mark(keys.get(0)) + keys.get(0).seal(place, plain);
    }

    /** What a value begins with that needs no more sealing; empty where there is no key. */
    Optional<String> newestMark() {
        return keys.stream().findFirst().map(Secrets::mark);
    }

    private static String mark(SealingKey key) {
        return MARK + key.id() + ":";
    }
}
