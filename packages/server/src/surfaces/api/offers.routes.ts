import { offer, offerPut } from '@joinery/sdk';
import { getOffer, putOffer, removeOffer } from '../../modules/offers/offers.service.ts';
import { idParams } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Offers';

export const offersRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/applications/:id/offer',
    tag,
    summary: 'What was offered; with the right to see hires, as it holds pay',
    params: idParams,
    answer: offer,
    handle: ({ context, principal, params }) => getOffer(context, principal, params.id),
  }),
  route({
    method: 'PUT',
    url: '/applications/:id/offer',
    tag,
    summary: 'Write the offer of an application, or change what is named; null clears',
    params: idParams,
    body: offerPut,
    answer: offer,
    handle: ({ context, principal, params, body }) => putOffer(context, principal, params.id, body),
  }),
  route({
    method: 'DELETE',
    url: '/applications/:id/offer',
    tag,
    summary: 'Take the offer of an application away',
    params: idParams,
    handle: async ({ context, principal, params }) => {
      await removeOffer(context, principal, params.id);
      return undefined;
    },
  }),
];
