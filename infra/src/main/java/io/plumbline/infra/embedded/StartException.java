package io.plumbline.infra.embedded;

/** The program cannot start as it is set up. The message is for the operator: it names the setting and says what would help. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
