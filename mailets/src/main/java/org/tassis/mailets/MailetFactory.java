package org.tassis.mailets;

import java.util.ArrayList;
import java.util.List;
import org.tassis.mailflow.extension.ExtensionFactory;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.extension.Plugged;

/// Finds mailets and matchers by name: a whole class name, or a short one of those that come with James.
public final class MailetFactory implements ExtensionFactory {
    @Override
    public Extensions open(List<Plugged> plugged, Environment environment, ClassLoader loader) {
        ServerContext context = new ServerContext(environment);
        List<Step> steps = new ArrayList<>();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader); // by which Jakarta Mail finds its parts
        try {
            for (Plugged one : plugged) {
                steps.add(Step.of(one, new Instances(loader, context, environment), context));
            }
            return new MailetExtensions(steps, environment, loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
