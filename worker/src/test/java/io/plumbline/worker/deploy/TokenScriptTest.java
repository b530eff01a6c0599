package io.plumbline.worker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.full.OnThePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** Who runs the program with a database of their own makes tokens by the script, as Compose and Kubernetes say. */
@Tag("E5")
@Tag("E10")
class TokenScriptTest extends ApiTest {

    private static final Pattern LINE = Pattern.compile("(?m)^#   (\\(\\. \\./\\.env .*?\\))(?: > viewer\\.token)?$");

    @Autowired
    private SecretKey key;

    @BeforeEach
    void needsOpenssl() throws Exception {
        OnThePath.require("openssl", "version");
    }

    private String secret() {
        return new String(key.getEncoded(), StandardCharsets.UTF_8);
    }

    private static String run(Path in, Map<String, String> environment, String... command) throws Exception {
        var builder = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.strip();
    }

    private String token(String role) throws Exception {
        return run(Infra.file("."), Map.of("JWT_SECRET", secret()), "sh", "./token", role, "ana", "2");
    }

    @Test
    void a_token_that_it_makes_gets_in_with_its_role() throws Exception {
        var viewer = token("viewer");
        var operator = token("operator");

        assertThat(get("/api/sync-health", viewer).status()).isEqualTo(200);
        assertThat(post("/api/reconcile", "{\"dryRun\":true}", viewer).status()).isEqualTo(403);
        assertThat(post("/api/reconcile", "{\"dryRun\":true}", operator).status())
                .isEqualTo(202);
        assertThat(get("/api/sync-health", viewer.substring(0, viewer.length() - 2) + "AA")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_secret_may_have_any_characters() throws Exception {
        var odd = "a 'b' \"c\" $d `e` \\ é: more than 32 bytes";
        var token = run(Infra.file("."), Map.of("JWT_SECRET", odd), "sh", "./token", "viewer");

        var parts = token.split("\\.");
        assertThat(io.plumbline.activities.http.Hmac.of(
                                odd, (parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8))
                        .base64()
                        .replace('+', '-')
                        .replace('/', '_')
                        .replace("=", ""))
                .isEqualTo(parts[2]);
    }

    /** Typed as they stand in the file for Compose, in a copy of its folder. */
    @Test
    void each_line_of_the_file_for_compose_makes_a_token_that_gets_in(@TempDir Path copy) throws Exception {
        Files.copy(Infra.file("token"), copy.resolve("token"), StandardCopyOption.COPY_ATTRIBUTES);
        var folder = Files.createDirectory(copy.resolve("compose"));
        var environment = Files.readString(Infra.file("compose/.env.example"));
        Files.writeString(folder.resolve(".env"), environment.replace("JWT_SECRET=", "JWT_SECRET=" + secret()));

        var lines = LINE.matcher(Files.readString(Infra.file("compose/compose.yaml")))
                .results()
                .map(line -> line.group(1))
                .toList();

        assertThat(lines).hasSize(2);
        for (var line : lines) {
            assertThat(get("/api/sync-health", run(folder, Map.of(), "sh", "-c", line))
                            .status())
                    .as(line)
                    .isEqualTo(200);
        }
    }
}
