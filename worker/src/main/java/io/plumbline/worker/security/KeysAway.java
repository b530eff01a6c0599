package io.plumbline.worker.security;

import org.springframework.security.core.AuthenticationException;

/** Whether a token is good cannot be told at the moment, since the server that has the keys does not answer. */
public final class KeysAway extends AuthenticationException {

    /** When to ask again what a part that is away could not answer. */
    public static final String AGAIN_AFTER_SECONDS = "10";

    private static final long serialVersionUID = 1;

    KeysAway(Throwable cause) {
        super("The server that has the keys of tokens does not answer.", cause);
    }
}
