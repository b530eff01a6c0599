package io.plumbline.worker.security;

import org.springframework.security.core.AuthenticationException;

/** Whether a token is good cannot be told at the moment, since the server that has the keys does not answer. */
final class KeysAway extends AuthenticationException {

    private static final long serialVersionUID = 1;

    KeysAway(Throwable cause) {
        super("The server that has the keys of tokens does not answer.", cause);
    }
}
