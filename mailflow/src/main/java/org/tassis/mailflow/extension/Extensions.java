package org.tassis.mailflow.extension;

/// What an operator has plugged into the flow. Bounded in time and memory. Any thread; blocks.
public interface Extensions extends AutoCloseable {
    /// Nothing is plugged in.
    Extensions NONE = new Extensions() {
        @Override
        public boolean has(Stage stage) {
            return false;
        }

        @Override
        public Passage pass(Stage stage, Passing message) {
            return new Passage.Unchanged();
        }

        @Override
        public void close() {}
    };

    /// Whether there is anything at a stage.
    boolean has(Stage stage);

    /// Never throws for what an extension does.
    Passage pass(Stage stage, Passing message);

    @Override
    void close();
}
