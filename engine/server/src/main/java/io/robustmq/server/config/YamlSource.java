package io.robustmq.server.config;

import io.robustmq.kernel.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** The configuration file: sections are mappings, settings are scalars, nothing else is known. */
final class YamlSource {
    private static final long MAX_FILE_BYTES = 1 << 20;

    private final String file;
    private final Map<String, RawValue> values = new LinkedHashMap<>();

    private YamlSource(String file) {
        this.file = file;
    }

    static Map<String, RawValue> read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigException("--config", file, "a file of at most 1MiB");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (IOException unreadable) {
            throw new ConfigException("--config", file, "a readable file of UTF-8 text");
        }
    }

    /**
     * @param file its name in messages
     */
    static Map<String, RawValue> parse(String file, String yaml) {
        YamlSource source = new YamlSource(file);
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), yaml)) {
            source.document(parser);
        } catch (JacksonException broken) {
            throw ConfigException.ofKey("YAML", inOneLine(broken.getOriginalMessage()))
                    .at(source.origin(broken.getLocation()).where());
        }
        return source.values;
    }

    private void document(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            throw mistake(parser, "file", "wants sections such as 'mqtt:'");
        }
        section(parser, "");
        if (parser.nextToken() != null) {
            throw mistake(parser, "file", "wants one YAML document");
        }
    }

    private void section(JsonParser parser, String prefix) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String path = prefix + parser.currentName();
            Origin key = origin(parser.currentTokenLocation());
            boolean isSection = Settings.isSection(path);
            if (!isSection && Settings.find(path) == null && !leadsToRetired(path)) {
                throw UnknownKey.at(key, path);
            }
            entry(parser, path, key, isSection);
        }
    }

    private void entry(JsonParser parser, String path, Origin key, boolean isSection) {
        JsonToken value = parser.nextToken();
        if (value == JsonToken.START_OBJECT && Settings.find(path) == null) {
            section(parser, path + ".");
        } else if (isSection && value != JsonToken.VALUE_NULL) {
            throw mistake(parser, path, "is a section: wants keys below it");
        } else if (!isSection) {
            setting(parser, path, key, value);
        }
    }

    private void setting(JsonParser parser, String path, Origin key, JsonToken value) {
        Setting setting = Settings.find(path);
        if (setting == null) {
            throw UnknownKey.at(key, path);
        }
        if (!value.isScalarValue() || value == JsonToken.VALUE_NULL) {
            throw mistake(parser, path, "wants one value: " + setting.allowed());
        }
        RawValue raw = new RawValue(parser.getString(), origin(parser.currentTokenLocation()));
        if (values.put(path, raw) != null) {
            throw ConfigException.ofKey(path, "is set twice").at(key.where());
        }
    }

    private static boolean leadsToRetired(String path) {
        return Settings.RETIRED.keySet().stream().anyMatch(key -> key.startsWith(path + "."));
    }

    private ConfigException mistake(JsonParser parser, String path, String advice) {
        return ConfigException.ofKey(path, advice)
                .at(origin(parser.currentTokenLocation()).where());
    }

    private Origin origin(TokenStreamLocation location) {
        return new Origin(
                Origin.Kind.FILE, file + ":" + location.getLineNr() + ":" + location.getColumnNr());
    }

    /** What the parser says, without the excerpts of the file that it sets in between, indented. */
    private static String inOneLine(String message) {
        return message.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(", "));
    }
}
