package org.tassis.testkit;

import org.tassis.store.Annotations;
import org.tassis.store.InMemoryAnnotations;

class InMemoryAnnotationsTest implements AnnotationContract {
    private final Annotations annotations = new InMemoryAnnotations();

    @Override
    public Annotations annotations() {
        return annotations;
    }
}
