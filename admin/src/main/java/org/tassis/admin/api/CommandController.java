package org.tassis.admin.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.directory.access.Area;
import tools.jackson.databind.json.JsonMapper;

/// `POST /api/v1/commands`: the command line of this machine, which runs inside the server. On the control
/// port only, with its key only: a command may do what an operator may not do from elsewhere, and the audit
/// log calls it the console.
@RestController
final class CommandController {
    static final String PATH = "/api/v1/commands";

    private static final Logger LOG = LoggerFactory.getLogger(CommandController.class);
    private static final int MOST_WORDS = 1000;
    private static final int MOST_AT_ONCE = 16;

    private final ControlAccess control;
    private final JsonMapper mapper;
    private final Semaphore slots = new Semaphore(MOST_AT_ONCE);

    CommandController(ControlAccess control, JsonMapper mapper) {
        this.control = control;
        this.mapper = mapper;
    }

    @About("A command as it is typed.")
    record CommandLine(
            @About("The words behind `./tassis`, up to 1000.")
            List<String> words,

            @About("The standard input in BASE64; up to 64 MB.")
            Optional<String> input) {}

    @PostMapping(path = PATH)
    @Route(
            area = Area.TOKENS,
            value =
                    "Runs a command of the command line. Answered on the loopback port of the file `control` in the data"
                            + " directory only, with the key from there. Each line of the answer is a JSON object: `out` and"
                            + " `err` are parts of the output, as they come; `exit` is the exit status, and the last line.",
            gives = "application/x-ndjson")
    void run(HttpServletRequest request, HttpServletResponse response, Caller caller, @RequestBody CommandLine command)
            throws IOException {
        if (caller.token().isPresent() || !control.isControlPort(request.getLocalPort())) {
            throw Refusal.notFound("Commands are run on the control port only.");
        }
        if (command.words().isEmpty() || command.words().size() > MOST_WORDS) {
            throw Refusal.invalid("words", "A command has 1 to " + MOST_WORDS + " words.");
        }
        byte[] input;
        try {
            input = Base64.getDecoder().decode(command.input().orElse(""));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("input", "This is not BASE64.");
        }
        ControlAccess.Commands commands = control.commands()
                .orElseThrow(() -> Refusal.of(ProblemKind.UNAVAILABLE, "The server is starting or stopping."));
        if (!slots.tryAcquire()) {
            throw Refusal.of(ProblemKind.UNAVAILABLE, MOST_AT_ONCE + " commands run already.");
        }
        try {
            response.setContentType("application/x-ndjson");
            Lines lines = new Lines(response.getOutputStream());
            lines.write(Map.of("exit", run(commands, command.words(), input, lines)));
        } finally {
            slots.release();
        }
    }

    private static int run(ControlAccess.Commands commands, List<String> words, byte[] input, Lines lines) {
        try (PrintWriter out = new PrintWriter(lines.part("out"));
                PrintWriter err = new PrintWriter(lines.part("err"))) {
            try {
                return commands.run(words, new ByteArrayInputStream(input), out, err);
            } catch (RuntimeException e) {
                LOG.error("a command failed: {}", words.getFirst(), e);
                err.println("The server could not do this; its log says why.");
                return 1;
            }
        }
    }

    /// The answer, line by line.
    private final class Lines {
        private final OutputStream out;

        Lines(OutputStream out) {
            this.out = out;
        }

        synchronized void write(Map<String, Object> line) throws IOException {
            out.write(mapper.writeValueAsBytes(line));
            out.write('\n');
            out.flush();
        }

        /// Text that is written there becomes lines of that name, at each flush or when there is much.
        Writer part(String name) {
            return new Writer() {
                private static final int MUCH = 8192;

                private final StringBuilder text = new StringBuilder();

                @Override
                public void write(char[] some, int offset, int length) throws IOException {
                    text.append(some, offset, length);
                    if (text.length() >= MUCH) {
                        flush();
                    }
                }

                @Override
                public void flush() throws IOException {
                    int whole = text.length();
                    if (whole > 0 && Character.isHighSurrogate(text.charAt(whole - 1))) {
                        whole--; // its other half comes with the next part
                    }
                    if (whole > 0) {
                        Lines.this.write(Map.of(name, text.substring(0, whole)));
                        text.delete(0, whole);
                    }
                }

                @Override
                public void close() throws IOException {
                    flush();
                }
            };
        }
    }
}
