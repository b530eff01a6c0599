package io.plumbline.activities.secrets;

/** A secret that was sealed with a key that we do not have, or for another place, or was changed since. */
public final class UnreadableSecret extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableSecret(SecretPlace place) {
        super("The " + place
                + " cannot be read: it was not sealed there with plumbline.security.secrets-key, nor with one"
                + " of plumbline.security.previous-secrets-keys.");
    }
}
