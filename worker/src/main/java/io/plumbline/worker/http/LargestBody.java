package io.plumbline.worker.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Bounds every body that a controller takes. It is read into memory whole, of a webhook even before its signature is
 * checked, and the container bounds forms only.
 */
@ControllerAdvice
final class LargestBody extends RequestBodyAdviceAdapter {

    private static final int LARGEST = 1024 * 1024;

    @Override
    public boolean supports(
            MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converterType)
            throws IOException {
        if (message.getHeaders().getContentLength() > LARGEST) {
            throw tooLarge();
        }
        return new Bounded(message.getHeaders(), new BoundedStream(message.getBody()));
    }

    private static Problem tooLarge() {
        return Problem.tooLarge("It must be at most " + LARGEST + " bytes.");
    }

    private record Bounded(HttpHeaders headers, InputStream body) implements HttpInputMessage {

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return body;
        }
    }

    /** A length need not be said, nor be true. */
    private static final class BoundedStream extends FilterInputStream {

        private int left = LARGEST;

        BoundedStream(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            var next = super.read();
            return next < 0 ? next : counted(1, next);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            var count = super.read(into, offset, length);
            return counted(Math.max(0, count), count);
        }

        private int counted(int bytes, int result) {
            left -= bytes;
            if (left < 0) {
                throw tooLarge();
            }
            return result;
        }
    }
}
