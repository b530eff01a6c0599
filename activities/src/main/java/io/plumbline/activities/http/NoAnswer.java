package io.plumbline.activities.http;

/** A partner gave no whole answer. The message says what came instead, after a name: "did not answer within PT30S". */
public final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1;

    NoAnswer(String message, Throwable why) {
        super(message, why);
    }
}
