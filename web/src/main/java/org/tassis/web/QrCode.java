package org.tassis.web;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A text as a picture that telephones read: ISO/IEC 18004. Written into a page as part of its HTML, so no
/// policy has to allow pictures from elsewhere.
public final class QrCode {
    private static final int QUIET = 4;
    private static final int MAX = 2_000;

    private QrCode() {}

    /// The path of an SVG in a square of {@link #side} units: one unit for each module, with the quiet zone.
    ///
    /// @param side  of the square
    /// @param path  the `d` of the path of all dark modules
    public record Drawing(int side, String path) {}

    /// @param text at most 2000 characters
    /// @throws IllegalArgumentException it is longer
    public static Drawing of(String text) {
        if (text.length() > MAX) {
            throw new IllegalArgumentException("too long for a QR code");
        }
        ByteMatrix modules;
        try {
            modules = Encoder.encode(
                            text,
                            ErrorCorrectionLevel.M,
                            Map.of(EncodeHintType.CHARACTER_SET, StandardCharsets.UTF_8.name()))
                    .getMatrix();
        } catch (WriterException e) {
            throw new IllegalArgumentException("no QR code of this text", e);
        }
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                int from = x;
                while (x < modules.getWidth() && modules.get(x, y) == 1) {
                    x++;
                }
                if (x > from) {
                    path.append('M').append(from + QUIET).append(' ').append(y + QUIET);
                    path.append('h')
                            .append(x - from)
                            .append("v1h")
                            .append(from - x)
                            .append('z');
                }
            }
        }
        return new Drawing(modules.getWidth() + 2 * QUIET, path.toString());
    }
}
