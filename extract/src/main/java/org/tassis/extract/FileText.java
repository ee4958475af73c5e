package org.tassis.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.parser.txt.TXTParser;
import org.apache.tika.sax.BodyContentHandler;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/// The text of a file. Nothing but PDF, office documents, RTF, HTML and text is looked into, and nothing that
/// lies inside of them: no pictures, no files in files, no macros. One thread.
final class FileText {
    private final int most;
    private final Parser parser;

    /// @param most characters of a text; the rest is left out
    FileText(int most) {
        this.most = most;
        this.parser = new AutoDetectParser(
                new DefaultDetector(),
                new PDFParser(),
                new OOXMLParser(),
                new OfficeParser(),
                new OpenDocumentParser(),
                new RTFParser(),
                new JSoupParser(),
                new TXTParser());
    }

    /// @param type media type, as the sender says; believed only where the octets do not tell
    /// @param name likewise
    /// @return its words with single spaces between them, as far as it could be read; nothing when there are
    ///     none
    Optional<String> of(Path file, String type, String name) {
        Metadata metadata = new Metadata();
        metadata.set(HttpHeaders.CONTENT_TYPE, type);
        if (!name.isEmpty()) {
            metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
        }
        BodyContentHandler text = new BodyContentHandler(most);
        try (TikaInputStream octets = TikaInputStream.get(file)) {
            parser.parse(octets, text, metadata, context());
        } catch (IOException | TikaException | SAXException | RuntimeException | StackOverflowError e) {
            // Damaged, encrypted, or there is more than is wanted: what was read until then counts.
            System.err.println(type + ": " + e);
        }
        String words = squeezed(
                Optional.ofNullable(metadata.get(TikaCoreProperties.TITLE)).orElse(""), text.toString());
        return words.isEmpty() ? Optional.empty() : Optional.of(words);
    }

    private static ParseContext context() {
        ParseContext context = new ParseContext();
        context.set(EmbeddedDocumentExtractor.class, new Nothing());
        PDFParserConfig pdf = new PDFParserConfig();
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        pdf.setExtractInlineImages(false);
        context.set(PDFParserConfig.class, pdf);
        OfficeParserConfig office = new OfficeParserConfig();
        office.setUseSAXDocxExtractor(true); // needs no model of the whole document
        office.setUseSAXPptxExtractor(true);
        office.setExtractMacros(false);
        context.set(OfficeParserConfig.class, office);
        return context;
    }

    /// What lies inside of a file is not looked into.
    private static final class Nothing implements EmbeddedDocumentExtractor {
        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return false;
        }

        @Override
        public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean html) {}
    }

    private String squeezed(String title, String text) {
        StringBuilder words = new StringBuilder();
        squeeze(title, words);
        words.append(' ');
        squeeze(text, words);
        int end = Math.min(words.length(), most);
        if (end > 0 && Character.isHighSurrogate(words.charAt(end - 1))) {
            end--;
        }
        return words.substring(0, end).strip();
    }

    private static void squeeze(String text, StringBuilder into) {
        boolean space = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean white = c <= ' ' || Character.isSpaceChar(c);
            if (!white) {
                into.append(c);
            } else if (!space) {
                into.append(' ');
            }
            space = white;
        }
    }
}
