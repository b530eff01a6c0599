package io.plumbline.worker.proof;

import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.start.Program;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** The packaged program as a process, and the port that it answers on. */
record Worker(Program program, int port) {

    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Worker start(Path dataDirectory, String... settings) {
        var port = Ports.choose("a trial", 0);
        var own = List.of(
                "--server.port=" + port,
                "--plumbline.security.jwt.secret=" + SECRET,
                "--plumbline.demo=false",
                "--plumbline.federation.pick-up-every=1s",
                "--plumbline.federation.first-retry-after=1s",
                "--plumbline.federation.at-a-time=100");
        var program = Program.startPackaged(
                Path.of(System.getProperty("plumbline.jar")),
                dataDirectory,
                Stream.concat(own.stream(), Stream.of(settings)).toArray(String[]::new));
        var worker = new Worker(program, port);
        await().atMost(Stage.PATIENCE).ignoreExceptions().until(worker::answers);
        return worker;
    }

    /** A request of nobody in particular. */
    HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path));
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    HttpRequest.Builder asOperator(String path) {
        return at(path).header("Authorization", "Bearer " + token()).header("Content-Type", "application/json");
    }

    /** @throws java.util.concurrent.CompletionException when there is no answer */
    HttpResponse<String> send(HttpRequest.Builder request) {
        return sendAsync(request).join();
    }

    /** Many at the same time. */
    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** An operator's, for all workspaces. */
    static String token() {
        var claims = JwtClaimsSet.builder()
                .subject("operator")
                .claim("roles", List.of("operator"))
                .expiresAt(Instant.now().plus(Duration.ofHours(12)))
                .build();
        var key = new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        return new NimbusJwtEncoder(new ImmutableSecret<>(key))
                .encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims))
                .getTokenValue();
    }

    private boolean answers() {
        if (program.endsWithin(Duration.ZERO)) {
            throw new IllegalStateException(program.log());
        }
        return send(at("/actuator/health/liveness").timeout(Duration.ofSeconds(5)))
                        .statusCode()
                == 200;
    }

    /** Kills it hard, at some moment of the time that is given. */
    void killAfter(Duration moment) {
        program.endsWithin(moment);
        program.kill();
    }

    void close() {
        program.close();
    }
}
