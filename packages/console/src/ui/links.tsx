import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';

type NativeProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'color' | 'style' | 'href'>;

interface LinkRef {
  ref?: Ref<HTMLAnchorElement>;
  children?: ReactNode;
}

function AnchorOfRouter(props: Omit<AnchorProps, 'children'> & NativeProps & LinkRef) {
  return <Anchor {...props} />;
}

function ButtonOfRouter(props: Omit<ButtonProps, 'children'> & NativeProps & LinkRef) {
  return <Button component="a" {...props} />;
}

/** A text link to a page of the console, with its parameters checked by the compiler. */
export const TextLink = createLink(AnchorOfRouter);

/** The same in the form of a button. */
export const ButtonLink = createLink(ButtonOfRouter);
