package io.robustmq.security;

import io.robustmq.kernel.ConfigException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a users file: UTF-8, one statement a line, {@code #} at a line's start begins a comment.
 *
 * <pre>
 * user alice
 *   password $argon2id$v=19$m=19456,t=2,p=1$salt$hash
 *   scram-sha-256 15000 salt storedKey serverKey
 *   scram-sha-512 15000 salt storedKey serverKey
 *   publish allow sensors/#
 *   publish deny sensors/secret/#
 *   subscribe allow sensors/+/state
 * anonymous
 *   subscribe allow public/#
 * </pre>
 */
final class UsersParser {
    private static final int MAX_USERS = 100_000;

    private final String file;
    private final SequencedMap<String, User> users = new LinkedHashMap<>();
    private Grants anonymous = Grants.NONE;
    private @Nullable Block block;
    private int line;

    private UsersParser(String file) {
        this.file = file;
    }

    /**
     * @param file its name in messages
     * @throws ConfigException with file, line and what is wrong
     */
    static Users parse(String file, String text) {
        UsersParser parser = new UsersParser(file);
        text.lines().forEach(parser::line);
        parser.endBlock();
        return new Users(parser.users, parser.anonymous);
    }

    private void line(String raw) {
        line++;
        String statement = raw.strip();
        if (statement.isEmpty() || statement.startsWith("#")) {
            return;
        }
        int space = statement.indexOf(' ');
        String word = space < 0 ? statement : statement.substring(0, space);
        String rest = space < 0 ? "" : statement.substring(space + 1).strip();
        switch (word) {
            case "user" -> beginUser(rest);
            case "anonymous" -> beginAnonymous(rest);
            case "password", "scram-sha-256", "scram-sha-512", "publish", "subscribe" ->
                    inBlock(word, rest);
            default -> throw mistake("unknown word '" + word + "'");
        }
    }

    private void beginUser(String name) {
        endBlock();
        if (name.isEmpty()) {
            throw mistake("a user wants a name");
        }
        if (users.containsKey(name)) {
            throw mistake("user '" + name + "' stands here twice");
        }
        if (users.size() == MAX_USERS) {
            throw mistake("more than " + MAX_USERS + " users");
        }
        block = new Block(name, line);
    }

    private void beginAnonymous(String rest) {
        endBlock();
        if (!rest.isEmpty()) {
            throw mistake("'anonymous' stands alone on its line");
        }
        block = new Block(null, line);
    }

    private void inBlock(String word, String rest) {
        Block current = block;
        if (current == null) {
            throw mistake("'" + word + "' stands before the first 'user NAME'");
        }
        try {
            current.statement(word, rest);
        } catch (IllegalArgumentException wrong) {
            throw mistake(String.valueOf(wrong.getMessage()));
        }
    }

    private void endBlock() {
        Block ended = block;
        block = null;
        if (ended == null) {
            return;
        }
        if (ended.name == null) {
            anonymous = ended.grants();
            return;
        }
        Argon2Hash password = ended.password;
        if (password == null) {
            line = ended.line;
            throw mistake("user '" + ended.name + "' has no password");
        }
        users.put(ended.name, new User(ended.name, password, ended.scram, ended.grants()));
    }

    private ConfigException mistake(String advice) {
        return ConfigException.ofKey("auth.users", advice).at(file + ":" + line);
    }

    /** The lines from one {@code user} or {@code anonymous} to the next. */
    private static final class Block {
        final @Nullable String name;
        final int line;
        @Nullable Argon2Hash password;
        final Map<ScramHash, ScramVerifier> scram = new EnumMap<>(ScramHash.class);
        private final List<GrantFilter> publishAllow = new ArrayList<>();
        private final List<GrantFilter> publishDeny = new ArrayList<>();
        private final List<GrantFilter> subscribeAllow = new ArrayList<>();
        private final List<GrantFilter> subscribeDeny = new ArrayList<>();

        Block(@Nullable String name, int line) {
            this.name = name;
            this.line = line;
        }

        /**
         * @throws IllegalArgumentException what is wrong with it
         */
        void statement(String word, String rest) {
            switch (word) {
                case "password" -> {
                    requireNamed(word);
                    password = Argon2Hash.parse(rest);
                }
                case "scram-sha-256" -> scram(ScramHash.SHA_256, rest);
                case "scram-sha-512" -> scram(ScramHash.SHA_512, rest);
                case "publish" -> rule(rest, publishAllow, publishDeny);
                default -> rule(rest, subscribeAllow, subscribeDeny);
            }
        }

        private void scram(ScramHash hash, String verifier) {
            requireNamed(hash.word());
            scram.put(hash, ScramVerifier.parse(hash, verifier));
        }

        private void requireNamed(String word) {
            if (name == null) {
                throw new IllegalArgumentException("anonymous clients have no " + word);
            }
        }

        private static void rule(String rest, List<GrantFilter> allow, List<GrantFilter> deny) {
            if (rest.startsWith("allow ")) {
                allow.add(new GrantFilter(rest.substring("allow ".length()).strip()));
            } else if (rest.startsWith("deny ")) {
                deny.add(new GrantFilter(rest.substring("deny ".length()).strip()));
            } else {
                throw new IllegalArgumentException("wants 'allow FILTER' or 'deny FILTER'");
            }
        }

        Grants grants() {
            return new Grants(publishAllow, publishDeny, subscribeAllow, subscribeDeny);
        }
    }
}
